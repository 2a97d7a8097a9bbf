using System.Collections.Frozen;

namespace Carillon.Features.Perception.Deriving;

/// <summary>Languages by the endings of source files (spec: Aleph, section 5.3, and those that came to be used since).</summary>
internal static class Languages
{
    private static readonly FrozenDictionary<string, string> Endings = new Dictionary<string, string>
    {
        [".rs"] = "rust", [".ts"] = "typescript", [".tsx"] = "typescript", [".mts"] = "typescript", [".js"] = "javascript", [".jsx"] = "javascript",
        [".mjs"] = "javascript", [".cjs"] = "javascript", [".py"] = "python", [".go"] = "go", [".java"] = "java", [".c"] = "c", [".h"] = "c",
        [".cpp"] = "cpp", [".hpp"] = "cpp", [".cc"] = "cpp", [".cxx"] = "cpp", [".swift"] = "swift", [".kt"] = "kotlin", [".kts"] = "kotlin",
        [".rb"] = "ruby", [".php"] = "php", [".cs"] = "csharp", [".fs"] = "fsharp", [".vb"] = "vb", [".scala"] = "scala", [".ex"] = "elixir",
        [".exs"] = "elixir", [".erl"] = "erlang", [".hs"] = "haskell", [".ml"] = "ocaml", [".clj"] = "clojure", [".dart"] = "dart", [".lua"] = "lua",
        [".r"] = "r", [".jl"] = "julia", [".zig"] = "zig", [".sh"] = "shell", [".bash"] = "shell", [".sql"] = "sql", [".html"] = "html", [".css"] = "css",
        [".scss"] = "css", [".vue"] = "vue", [".svelte"] = "svelte",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The language of a source file, or null for any other.</summary>
    public static string? Of(string path) => Endings.GetValueOrDefault(Path.GetExtension(path));

    /// <summary>The language with the most votes; of several, the first by name. Null without votes.</summary>
    public static string? Winner(IEnumerable<KeyValuePair<string, int>> votes) =>
        votes.OrderByDescending(vote => vote.Value).ThenBy(vote => vote.Key, StringComparer.Ordinal).Select(vote => vote.Key).FirstOrDefault();
}
