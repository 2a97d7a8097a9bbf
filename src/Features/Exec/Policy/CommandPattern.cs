using Carillon.Features.Exec.Shell;

namespace Carillon.Features.Exec.Policy;

/// <summary>
/// Matches single commands word by word. <c>*</c> stands for any letters within a word; as the last word, for any further words or none.
/// </summary>
internal static class CommandPattern
{
    public static bool Matches(string pattern, IReadOnlyList<Word> words)
    {
        var parts = pattern.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var isOpen = parts is [.., "*"];
        var fixedParts = isOpen ? parts.Length - 1 : parts.Length;
        if (fixedParts == 0 || words.Count < fixedParts || (!isOpen && words.Count != fixedParts)) return false;
        for (var i = 0; i < fixedParts; i++)
        {
            if (!MatchesWord(parts[i], words[i].Text)) return false;
        }

        return true;
    }

    private static bool MatchesWord(ReadOnlySpan<char> part, ReadOnlySpan<char> text)
    {
        // The last star can always take one letter more, so only it need be returned to.
        var (p, t, star, mark) = (0, 0, -1, 0);
        while (t < text.Length)
        {
            if (p < part.Length && part[p] == '*') (star, mark) = (p++, t);
            else if (p < part.Length && part[p] == text[t]) (p, t) = (p + 1, t + 1);
            else if (star >= 0) (p, t) = (star + 1, ++mark);
            else return false;
        }

        while (p < part.Length && part[p] == '*') p++;
        return p == part.Length;
    }
}
