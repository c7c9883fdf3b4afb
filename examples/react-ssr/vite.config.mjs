import { defineConfig } from 'vite'

export default defineConfig(({ isSsrBuild }) => ({ build: { copyPublicDir: !isSsrBuild } }))
