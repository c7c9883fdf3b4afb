import type { ClockReading } from '@endcap/core'
export interface ClockOffset {
  answered(sentAtWall: number, sentAtMono: number, serverTimeMs: number, nowWall: number, nowMono: number): void
  reading(): ClockReading | undefined
}
export function createClockOffset(): ClockOffset {
  return { answered() {}, reading: () => undefined }
}
