export * from '@endcap/widgets/debug'
