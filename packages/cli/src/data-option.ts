/** `--data` of commands that work on what a collector keeps. */
export const DATA = {
  name: 'data',
  type: 'text',
  value: 'DIR',
  default: '.endcap/data',
  description: 'Folder of spool and warehouse',
} as const
