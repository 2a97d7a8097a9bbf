using Carillon.Contracts.Exec;
using Carillon.Events;
using Carillon.Features.Exec.Risk;
using Carillon.Features.Exec.Shell;

namespace Carillon.Features.Exec.Policy;

/// <summary>What a policy says of a line.</summary>
internal static class Judgement
{
    public static CommandVerdict Of(ExecPolicy policy, string line)
    {
        Script? script = null;
        try
        {
            script = ShellParser.Parse(line);
            if (policy.Security == ExecSecurity.Deny || IsRefused(policy, line, script)) return CommandVerdict.Deny;
        }
        catch (ShellSyntaxException)
        {
            // What cannot be read is on no list.
            if (policy.Security == ExecSecurity.Deny) return CommandVerdict.Deny;
            script = null;
        }

        if (policy.Ask == ExecAsk.Always) return CommandVerdict.Ask;
        if (policy.Security == ExecSecurity.Full) return IsOpenQuestion(policy, script) ? CommandVerdict.Ask : CommandVerdict.Allow;
        if (IsListed(policy, line, script)) return CommandVerdict.Allow;
        return policy.Ask == ExecAsk.Off ? CommandVerdict.Deny : CommandVerdict.Ask;
    }

    private static bool IsRefused(ExecPolicy policy, string line, Script script)
    {
        if (policy.Denylist.Count == 0) return false;
        var commands = Reach.Of(script).ToList();
        return policy.Denylist.Any(entry => entry.Pattern is { } pattern ? commands.Any(words => IsMeant(pattern, words)) : IsLine(entry, line));
    }

    /// <summary>A program is refused under its bare name wherever it is.</summary>
    private static bool IsMeant(string pattern, IReadOnlyList<Word> words) =>
        CommandPattern.Matches(pattern, words) || CommandPattern.Matches(pattern, [words[0] with { Text = new Invocation(words).Name }, .. words.Skip(1)]);

    /// <summary>Where something is refused, what cannot be told apart from it has to be asked.</summary>
    private static bool IsOpenQuestion(ExecPolicy policy, Script? script) =>
        policy.Denylist.Count > 0 && (script is null || Reach.Of(script).Any(words => !words[0].IsCertain || words[0].HasPattern));

    private static bool IsListed(ExecPolicy policy, string line, Script? script)
    {
        if (policy.Allowlist.Any(entry => IsLine(entry, line))) return true;
        if (script is null || HasMoreThanCommands(script) || RiskAssessment.Of(line) == RiskLevel.Critical) return false;
        var commands = Walk.All(script).ToList();
        return commands.Count > 0 && commands.All(command => IsListed(policy, command));
    }

    /// <summary>A pattern speaks of a program and its arguments: settings, written files and what depends on more than the line it does not cover.</summary>
    private static bool IsListed(ExecPolicy policy, SimpleCommand command) =>
        command.Assignments.Count == 0
        && command.Words.Count > 0
        && command.Words.All(word => word.IsCertain && !word.IsProcess)
        && !command.Words[0].HasPattern
        && command.Redirections.All(IsHarmless)
        && policy.Allowlist.Any(entry => entry.Pattern is { } pattern && CommandPattern.Matches(pattern, command.Words));

    private static bool HasMoreThanCommands(Script script) =>
        script.Pipelines.SelectMany(pipeline => pipeline.Commands).Any(command => command switch
        {
            Function => true,
            Group group => group.Redirections.Any(redirection => !IsHarmless(redirection)) || HasMoreThanCommands(group.Body),
            _ => false,
        });

    private static bool IsHarmless(Redirection redirection) =>
        redirection.Target.IsCertain && !redirection.Target.IsProcess && (!redirection.Writes || Places.IsHarmless(redirection.Target.Text));

    private static bool IsLine(ListedCommand entry, string line) => entry.Line is { } listed && listed.Trim() == line.Trim();
}
