/** Runs in the head of the shop page, before Endcap. The query says which tool is on the page, how it starts, and whether it is late. */
import { type Start, TOOLS, type ToolName } from './tools.js'

const page = window as unknown as Record<string, unknown>
const query = new URLSearchParams(location.search)
const install = () => {
  page.tool = TOOLS[query.get('tool') as ToolName](page, query.get('start') as Start)
}
page.installTool = install
if (!query.has('late')) install()
