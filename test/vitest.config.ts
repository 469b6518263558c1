import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Most of them wait for servers; without a word, one core of two would stand idle.
    maxWorkers: "100%",
    restoreMocks: true,
  },
})
