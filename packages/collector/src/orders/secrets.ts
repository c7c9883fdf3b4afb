import { EndcapError } from '@endcap/core'

/** One secret, or several while one takes the place of another. */
export type Secret = string | readonly string[]

/** By what each sender of orders signs. */
export interface OrderSecretsOptions {
  /** Of `POST /v1/orders`; at least 16 characters. @default `ENDCAP_ORDERS_SECRET` and `ENDCAP_ORDERS_SECRET_PREVIOUS` */
  readonly secret?: Secret
  /** @default `ENDCAP_SHOPIFY_SECRET` and `ENDCAP_SHOPIFY_SECRET_PREVIOUS` */
  readonly shopify?: Secret
  /** @default `ENDCAP_WOOCOMMERCE_SECRET` and `ENDCAP_WOOCOMMERCE_SECRET_PREVIOUS` */
  readonly woocommerce?: Secret
}

/** The secrets of each sender; empty where it may not send. */
export interface OrderSecrets {
  readonly signed: readonly string[]
  readonly shopify: readonly string[]
  readonly woocommerce: readonly string[]
}

/** Short ones are guessed. */
const LEAST_LENGTH = 16

/** Fills in the environment and checks. Throws `option-invalid`, which names the option and never the secret. */
export function resolveSecrets(
  { secret, shopify, woocommerce }: OrderSecretsOptions = {},
  environment: Readonly<Record<string, string | undefined>> = process.env,
): OrderSecrets {
  const read = (given: Secret | undefined, option: string, variable: string): readonly string[] => {
    const said = [given ?? [environment[variable], environment[`${variable}_PREVIOUS`]]].flat()
    const secrets = said.filter((one) => one !== undefined && one !== '') as string[]
    const name = given === undefined ? variable : `orders.${option}`
    if (secrets.some((one) => typeof one !== 'string' || one.length < LEAST_LENGTH)) {
      throw new EndcapError('option-invalid', `${name}: expected ${LEAST_LENGTH} characters or more`)
    }
    return secrets
  }
  return {
    signed: read(secret, 'secret', 'ENDCAP_ORDERS_SECRET'),
    shopify: read(shopify, 'shopify', 'ENDCAP_SHOPIFY_SECRET'),
    woocommerce: read(woocommerce, 'woocommerce', 'ENDCAP_WOOCOMMERCE_SECRET'),
  }
}
