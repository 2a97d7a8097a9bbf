using Carillon.Contracts.Agents;
using Carillon.Core.Errors;

namespace Carillon.Features.Sessions.Tests.Given;

/// <summary>Agents that do what a test tells them to: the script gets a prompt and plays the agent's part.</summary>
internal sealed class ScriptedAgents : IAgents
{
    public IReadOnlyList<AgentDefinition> Definitions { get; } =
        [new("demo", "demo", [], new Dictionary<string, string>()), new("other", "other", [], new Dictionary<string, string>())];

    /// <summary>Plays one prompt.</summary>
    public Func<ScriptedAgent, string, Task<PromptResult>> Script { get; set; } = (_, _) => Task.FromResult(new PromptResult("end_turn"));

    /// <summary>Stands before the handshake is complete.</summary>
    public Func<CancellationToken, Task> Handshake { get; set; } = _ => Task.CompletedTask;

    public bool HearsSteers { get; set; }

    /// <summary>What can be chosen.</summary>
    public HashSet<(AgentChoice Choice, string Value)> Offered { get; } = [];

    public List<ScriptedAgent> Started { get; } = [];

    public async ValueTask<IAgent> StartAsync(AgentStart start, CancellationToken cancellationToken)
    {
        if (Definitions.All(agent => agent.Name != start.AgentType)) throw new CarillonException(ErrorCode.UnknownAgent, "No such agent.");
        await Handshake(cancellationToken);
        var agent = new ScriptedAgent(this, start);
        Started.Add(agent);
        return agent;
    }
}

internal sealed class ScriptedAgent(ScriptedAgents agents, AgentStart start) : IAgent
{
    private readonly TaskCompletionSource<AgentExit> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public AgentStart Start { get; } = start;

    public IAgentClient Client => Start.Client;

    public List<string> Prompts { get; } = [];

    public List<string> Heard { get; } = [];

    public bool IsDisposed { get; private set; }

    /// <summary>Completes when the session asks for the prompt to stop.</summary>
    public Task Cancelled => _cancelled.Task;

    public Task<AgentExit> Exited => _exited.Task;

    public string? Model => "scripted-1";

    /// <summary>What was chosen, in order.</summary>
    public List<(AgentChoice Choice, string Value)> Chosen { get; } = [];

    public ValueTask<bool> TryChooseAsync(AgentChoice choice, string value, CancellationToken cancellationToken)
    {
        if (!agents.Offered.Contains((choice, value))) return ValueTask.FromResult(false);
        Chosen.Add((choice, value));
        return ValueTask.FromResult(true);
    }

    public async Task<PromptResult> PromptAsync(string text, CancellationToken cancellationToken)
    {
        Prompts.Add(text);
        _cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var played = agents.Script(this, text);
        if (await Task.WhenAny(played, _exited.Task).WaitAsync(cancellationToken) == played) return await played;
        throw new AgentException(AgentFault.Disconnected, "exit code 1");
    }

    public ValueTask CancelAsync(CancellationToken cancellationToken)
    {
        _cancelled.TrySetResult();
        return ValueTask.CompletedTask;
    }

    public ValueTask<bool> TrySteerAsync(string content, CancellationToken cancellationToken)
    {
        if (agents.HearsSteers) Heard.Add(content);
        return ValueTask.FromResult(agents.HearsSteers);
    }

    public void Crash() => _exited.TrySetResult(new AgentExit(1, "out of luck"));

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        _exited.TrySetResult(new AgentExit(137, ""));
        return ValueTask.CompletedTask;
    }

    public ValueTask SayAsync(string text) => Client.UpdateAsync(new AgentText(text), CancellationToken.None);

    public ValueTask ThinkAsync(string text) => Client.UpdateAsync(new AgentThought(text), CancellationToken.None);

    public ValueTask TellAsync(AgentUpdate update) => Client.UpdateAsync(update, CancellationToken.None);
}
