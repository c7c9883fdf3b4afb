/** What orders content: beside what draws it, since together they would be more than a chunk may weigh. */
export { rankContent } from '@endcap/client/content'
