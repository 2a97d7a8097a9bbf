namespace Carillon.Features.Exec.Shell;

/// <summary>Expands <c>{a,b}</c>. While a word is read, its unquoted braces and commas are marked, so that quoted ones stay what they are.</summary>
internal static class Braces
{
    public const char Open = '\uE000';
    public const char Comma = '\uE001';
    public const char Close = '\uE002';

    private const int MaxWords = 256;
    private const int MaxBraces = 200;

    /// <summary>The words that a marked text stands for, unmarked.</summary>
    public static IReadOnlyList<string> Expand(string marked)
    {
        if (marked.AsSpan().Count(Open) > MaxBraces) throw new ShellSyntaxException("too many alternatives");
        var words = new List<string>();
        Expand("", marked, words);
        return words;
    }

    private static void Expand(string before, string marked, List<string> words)
    {
        if (words.Count >= MaxWords) throw new ShellSyntaxException("too many alternatives");
        if (FindList(marked) is not var (start, end, commas) || commas.Count == 0)
        {
            words.Add(Unmark(before + marked));
            return;
        }

        var from = start + 1;
        foreach (var to in commas.Append(end))
        {
            Expand(before, marked[..start] + marked[from..to] + marked[(end + 1)..], words);
            from = to + 1;
        }
    }

    /// <summary>The first pair of braces with a comma of its own between them.</summary>
    private static (int Start, int End, List<int> Commas)? FindList(string marked)
    {
        for (var start = marked.IndexOf(Open); start >= 0; start = marked.IndexOf(Open, start + 1))
        {
            var depth = 0;
            var commas = new List<int>();
            for (var i = start; i < marked.Length; i++)
            {
                if (marked[i] == Open) depth++;
                else if (marked[i] == Close) depth--;
                else if (marked[i] == Comma && depth == 1) commas.Add(i);
                if (depth > 0) continue;
                if (commas.Count > 0) return (start, i, commas);
                break;
            }
        }

        return null;
    }

    private static string Unmark(string marked) => marked.Replace(Open, '{').Replace(Comma, ',').Replace(Close, '}');
}
