import { existsSync } from 'node:fs'
import { openWarehouse, type Warehouse } from '@endcap/insights'
import { CommandError } from '../io.js'
import { warehousePath } from './warehouse-path.js'

/** Opens the warehouse of a data folder for one task. With `mustExist`, a folder without one is an error. */
export async function withWarehouse<T>(
  dataDir: string,
  { mustExist }: { readonly mustExist: boolean },
  task: (warehouse: Warehouse) => Promise<T>,
): Promise<T> {
  const path = warehousePath(dataDir)
  if (mustExist && !existsSync(path)) {
    throw new CommandError(
      `${dataDir} holds no warehouse`,
      'give the --data of `endcap collect`, or fill it by `endcap import`',
    )
  }
  const warehouse = await openWarehouse({ path })
  try {
    return await task(warehouse)
  } finally {
    warehouse.close()
  }
}
