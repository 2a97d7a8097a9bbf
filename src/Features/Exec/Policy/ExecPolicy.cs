namespace Carillon.Features.Exec.Policy;

internal enum ExecSecurity
{
    /// <summary>Nothing may run.</summary>
    Deny,

    /// <summary>What is listed may run; of the rest <see cref="ExecAsk"/> decides.</summary>
    Allowlist,

    /// <summary>Everything may run.</summary>
    Full,
}

internal enum ExecAsk
{
    /// <summary>Nobody is asked: what is not listed is refused.</summary>
    Off,

    /// <summary>People are asked about what is not listed.</summary>
    OnMiss,

    /// <summary>People are asked about everything.</summary>
    Always,
}

/// <summary>Which commands may run without asking, and which not at all.</summary>
internal sealed record ExecPolicy
{
    public ExecSecurity Security { get; init; } = ExecSecurity.Allowlist;

    public ExecAsk Ask { get; init; } = ExecAsk.OnMiss;

    /// <summary>Whether it also holds for what agents run in terminals of ours.</summary>
    public bool Terminals { get; init; }

    public IReadOnlyList<ListedCommand> Allowlist { get; init; } = [];

    public IReadOnlyList<ListedCommand> Denylist { get; init; } = [];

    public IReadOnlyDictionary<string, AgentPolicy> Agents { get; init; } = new Dictionary<string, AgentPolicy>();

    /// <summary>The policy as it holds for one agent: its own settings count, and lists add up.</summary>
    public ExecPolicy For(string? agentId) => agentId is null || !Agents.TryGetValue(agentId, out var agent)
        ? this
        : this with
        {
            Security = agent.Security ?? Security,
            Ask = agent.Ask ?? Ask,
            Allowlist = [.. Allowlist, .. agent.Allowlist],
            Denylist = [.. Denylist, .. agent.Denylist],
        };
}

/// <summary>What is different for one agent; null where nothing is.</summary>
internal sealed record AgentPolicy(ExecSecurity? Security, ExecAsk? Ask, IReadOnlyList<ListedCommand> Allowlist, IReadOnlyList<ListedCommand> Denylist);

/// <summary>An entry of a list: either a pattern for single commands, or one whole line exactly.</summary>
internal sealed record ListedCommand(string? Pattern, string? Line);
