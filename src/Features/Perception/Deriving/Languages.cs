using System.Collections.Frozen;

namespace Carillon.Features.Perception.Deriving;

/// <summary>Languages by the endings of source files (spec: Aleph, section 5.3, and those that came to be used since).</summary>
internal static class Languages
{
    private const string Table = """
        rust: rs; typescript: ts tsx mts; javascript: js jsx mjs cjs; python: py; go: go; java: java; c: c h; cpp: cpp hpp cc cxx; swift: swift;
        kotlin: kt kts; ruby: rb; php: php; csharp: cs; fsharp: fs; vb: vb; scala: scala; elixir: ex exs; erlang: erl; haskell: hs; ocaml: ml;
        clojure: clj; dart: dart; lua: lua; r: r; julia: jl; zig: zig; shell: sh bash; sql: sql; html: html; css: css scss; vue: vue; svelte: svelte
        """;

    private static readonly FrozenDictionary<string, string> Endings = Table
        .Split(';', StringSplitOptions.TrimEntries)
        .Select(line => line.Split(':', StringSplitOptions.TrimEntries))
        .SelectMany(line => line[1].Split(' ').Select(ending => KeyValuePair.Create($".{ending}", line[0])))
        .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The language of a source file, or null for any other.</summary>
    public static string? Of(string path) => Endings.GetValueOrDefault(Path.GetExtension(path));

    /// <summary>The language with the most votes; of several, the first by name. Null without votes.</summary>
    public static string? Winner(IEnumerable<KeyValuePair<string, int>> votes) =>
        votes.OrderByDescending(vote => vote.Value).ThenBy(vote => vote.Key, StringComparer.Ordinal).Select(vote => vote.Key).FirstOrDefault();
}
