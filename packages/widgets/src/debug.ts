export type { DoctorCheck } from './debug/checks.js'
export type { Difference, DifferenceField, StatedValue } from './debug/differences.js'
export {
  type DoctorEnv,
  type DoctorReport,
  examine,
  openOverlay,
  type ReportedEvent,
  type ReportedProduct,
} from './debug/doctor.js'
