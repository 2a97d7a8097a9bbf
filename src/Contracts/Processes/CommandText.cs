namespace Carillon.Contracts.Processes;

/// <summary>Writes a command and its arguments as one line that a shell would take apart into just these.</summary>
public static class CommandText
{
    private const string PlainCharacters = "-_./:=@%+,";

    /// <summary>The line; words that need quotes have them.</summary>
    public static string Of(IEnumerable<string> words) => string.Join(' ', words.Select(Quote));

    private static string Quote(string word) => word.Length > 0 && word.All(letter => char.IsAsciiLetterOrDigit(letter) || PlainCharacters.Contains(letter))
        ? word
        : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
