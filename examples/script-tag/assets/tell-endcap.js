/** Calls Endcap now, or leaves the call in the queue that its script reads when it starts. */
export function tellEndcap(method, ...values) {
  if (typeof window.endcap?.[method] === 'function') return void window.endcap[method](...values)
  window.endcapQueue = window.endcapQueue || []
  window.endcapQueue.push([method, ...values])
}
