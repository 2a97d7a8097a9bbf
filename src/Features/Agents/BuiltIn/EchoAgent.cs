using Carillon.Features.Agents.Acp;

namespace Carillon.Features.Agents.BuiltIn;

/// <summary>Says back what it is told, a piece at a time: the smallest thing that is an agent.</summary>
internal sealed class EchoAgent : IBuiltInAgent
{
    public string Name => BuiltInAgent.Echo;

    public bool Steers => false;

    public IReadOnlyList<CommandOffer> Commands => [];

    public Task AnswerAsync(AgentTurn turn, string text, CancellationToken cancellationToken) => turn.SayAsync(text, cancellationToken);

    public Task HearAsync(AgentTurn turn, string content, CancellationToken cancellationToken) =>
        AnswerAsync(turn, content, cancellationToken);
}
