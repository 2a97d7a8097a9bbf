using Carillon.Contracts.Agents;
using Carillon.Core.Errors;

namespace Carillon.Dialects.Aleph.Tests.Gateway;

/// <summary>Agents that do what a test tells them to.</summary>
internal sealed class ScriptedAgents : IAgents
{
    public IReadOnlyList<AgentDefinition> Definitions { get; } =
        [new("demo", "demo", [], new Dictionary<string, string>()), new("other", "other", [], new Dictionary<string, string>())];

    /// <summary>Plays one prompt: given the agent's client, the prompt, and what completes when it is to stop.</summary>
    public Func<IAgentClient, string, Task, Task<PromptResult>> Script { get; set; } = (_, _, _) => Task.FromResult(new PromptResult("end_turn"));

    /// <summary>Every prompt, with the number of the process that got it.</summary>
    public List<(int Process, string Prompt)> Prompts { get; } = [];

    public int Started { get; private set; }

    /// <summary>What was chosen, in order; everything is offered but the model <c>huge</c>.</summary>
    public List<(AgentChoice Choice, string Value)> Chosen { get; } = [];

    public ValueTask<IAgent> StartAsync(AgentStart start, CancellationToken cancellationToken)
    {
        if (Definitions.All(agent => agent.Name != start.AgentType)) throw new CarillonException(ErrorCode.UnknownAgent, "No such agent.");
        return ValueTask.FromResult<IAgent>(new Agent(this, start.Client, ++Started));
    }

    private sealed class Agent(ScriptedAgents agents, IAgentClient client, int number) : IAgent
    {
        private readonly TaskCompletionSource<AgentExit> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<AgentExit> Exited => _exited.Task;

        public string? Model => null;

        public ValueTask<bool> TryChooseAsync(AgentChoice choice, string value, CancellationToken cancellationToken)
        {
            agents.Chosen.Add((choice, value));
            return ValueTask.FromResult(value != "huge");
        }

        public async Task<PromptResult> PromptAsync(string text, CancellationToken cancellationToken)
        {
            agents.Prompts.Add((number, text));
            _cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return await agents.Script(client, text, _cancelled.Task).WaitAsync(cancellationToken);
        }

        public ValueTask CancelAsync(CancellationToken cancellationToken)
        {
            _cancelled.TrySetResult();
            return ValueTask.CompletedTask;
        }

        public ValueTask<bool> TrySteerAsync(string content, CancellationToken cancellationToken) => ValueTask.FromResult(false);

        public ValueTask DisposeAsync()
        {
            _exited.TrySetResult(new AgentExit(0, ""));
            return ValueTask.CompletedTask;
        }
    }
}
