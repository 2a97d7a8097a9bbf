namespace Carillon.Features.Exec.Shell;

/// <summary>Knows the output of the few commands that only say what they are told.</summary>
internal static class Echo
{
    /// <summary>The text; empty for everything else.</summary>
    public static string TextOf(Script script) =>
        script.Pipelines is [{ Commands: [SimpleCommand { Redirections.Count: 0 } only] }] ? TextOf(only) ?? "" : "";

    /// <summary>The text; null for everything else.</summary>
    public static string? TextOf(Command command)
    {
        if (command is not SimpleCommand { Words: [{ Text: "echo" or "printf", IsCertain: true } name, ..] } simple) return null;
        var words = simple.Words.Skip(1).SkipWhile(word => word.Text is "-n" or "-e" or "-ne" or "-en" or "-E" or "--").Select(word => word.Text).ToList();
        if (name.Text == "printf" && words.Count > 1 && words[0].Contains('%', StringComparison.Ordinal)) words.RemoveAt(0);
        return string.Join(' ', words);
    }
}
