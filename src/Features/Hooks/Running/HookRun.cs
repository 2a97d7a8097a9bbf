using Carillon.Contracts.Hooks;

namespace Carillon.Features.Hooks.Running;

/// <summary>What a hook said.</summary>
/// <param name="Refuses">By saying so, or by failing.</param>
/// <param name="Failure">Why it failed; null when it did not.</param>
/// <param name="Output">What it printed.</param>
/// <param name="Texts">For the agent.</param>
internal sealed record HookAnswer(bool Refuses, string? Reason, string? Failure, string Output, IReadOnlyList<string> Texts);

/// <summary>Does what a hook is there for, one action after the other, until one refuses or fails.</summary>
internal sealed class HookRun(HookCommand commands, HookAgents agents, HooksOptions options)
{
    private const string Refusal = "block:";

    public async Task<HookAnswer> RunAsync(HookDefinition hook, HookCall call, CancellationToken cancellationToken)
    {
        var (texts, outputs) = (new List<string>(), new List<string>());
        foreach (var action in hook.Actions)
        {
            if (action is PromptAction prompt)
            {
                texts.Add(HookValues.Fill(prompt.Text, HookValues.Environment(call, options.Folder)));
                continue;
            }

            var end = action switch
            {
                CommandAction command => await commands.RunAsync(command, call, hook.Timeout, cancellationToken),
                AgentAction agent => await agents.RunAsync(hook, agent, call, cancellationToken),
                _ => new ActionEnd(""),
            };
            if (FindRefusal(end.Output) is { } reason) return new HookAnswer(true, reason.Length > 0 ? reason : null, null, end.Output, []);
            if (end.Failure is { } failure) return new HookAnswer(true, failure, $"{failure} {end.Errors}".Trim(), end.Output, []);
            if (end.Output.Trim() is { Length: > 0 } output) outputs.Add(output);
        }

        return new HookAnswer(false, null, null, string.Join('\n', outputs), texts);
    }

    /// <summary>The rest of the first line that refuses; null when none does.</summary>
    private static string? FindRefusal(string output) => output.Split('\n')
        .Select(line => line.Trim())
        .Where(line => line.StartsWith(Refusal, StringComparison.OrdinalIgnoreCase))
        .Select(line => line[Refusal.Length..].Trim())
        .FirstOrDefault();
}
