using Carillon.Features.Exec.Shell;

namespace Carillon.Features.Exec.Risk;

/// <summary>Everything that a line runs, as words: also what stands behind sudo, xargs or <c>sh -c</c>.</summary>
internal static class Reach
{
    private const int MaxDepth = 24;

    /// <exception cref="ShellSyntaxException">Some of it cannot be read.</exception>
    public static IEnumerable<IReadOnlyList<Word>> Of(Script script, int depth = 0)
    {
        if (depth > MaxDepth) throw new ShellSyntaxException("nested too deeply");
        return Walk.All(script).Where(command => command.Words.Count > 0).SelectMany(command => Of(command.Words, depth));
    }

    private static IEnumerable<IReadOnlyList<Word>> Of(IReadOnlyList<Word> words, int depth)
    {
        if (depth > MaxDepth) throw new ShellSyntaxException("nested too deeply");
        yield return words;
        var name = new Invocation(words).Name;
        var wrapped = Wrappers.Open(name, words);
        var code = Interpreters.Of(name, words) is { IsShell: true, Code: { } given } ? [given] : wrapped?.Code ?? [];
        foreach (var inner in (wrapped?.Commands ?? []).SelectMany(command => Of(command, depth + 1))) yield return inner;
        foreach (var inner in code.SelectMany(line => Of(ShellParser.Parse(line.Text), depth + 1))) yield return inner;
    }
}
