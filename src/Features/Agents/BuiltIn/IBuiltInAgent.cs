using Carillon.Features.Agents.Acp;

namespace Carillon.Features.Agents.BuiltIn;

/// <summary>What sets one built-in agent apart from the other.</summary>
internal interface IBuiltInAgent
{
    string Name { get; }

    /// <summary>Whether it listens to words that come while it works.</summary>
    bool Steers { get; }

    IReadOnlyList<CommandOffer> Commands { get; }

    /// <summary>Answers a prompt through the turn; being cancelled is the way to be stopped.</summary>
    Task AnswerAsync(AgentTurn turn, string text, CancellationToken cancellationToken);

    /// <summary>Answers words that came while it worked.</summary>
    Task HearAsync(AgentTurn turn, string content, CancellationToken cancellationToken);
}
