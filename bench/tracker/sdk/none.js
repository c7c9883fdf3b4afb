/** No SDK: what the rig itself costs. */
export const start = () => () => {}
export const shape = (sample) => sample
