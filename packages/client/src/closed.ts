/**
 * Why a placement is not shown to a visitor now: its campaign is not active (`inactive`) or has used its `budget` up; `schedule` or
 * `audience` leave it out; the `page` is none for popups, or has one; without `consent` to personalization nothing can be counted; the visitor has `done` with it; its caps are reached
 * (`frequency`); the shop has no `coupon` for this visitor; or the visitor is one of the campaign's `holdout`: only then would it have been shown.
 */
export type Closed =
  | 'inactive'
  | 'budget'
  | 'schedule'
  | 'audience'
  | 'page'
  | 'consent'
  | 'done'
  | 'frequency'
  | 'coupon'
  | 'holdout'
