using Carillon.Contracts.Exec;
using Carillon.Events;
using Carillon.Features.Exec.Policy;
using Carillon.Features.Exec.Risk;

namespace Carillon.Features.Exec;

/// <summary>Knows how dangerous commands are, and what the policy files say of them.</summary>
public sealed class CommandPolicy : ICommandPolicy
{
    /// <param name="dataDirectory">Where the policy files are.</param>
    public CommandPolicy(string dataDirectory) => Files = new PolicyFiles(dataDirectory);

    internal PolicyFiles Files { get; }

    /// <inheritdoc/>
    public RiskLevel Assess(string command) => command.Length > CommandBounds.MaxLength ? RiskLevel.High : RiskAssessment.Of(command);

    /// <inheritdoc/>
    public CommandVerdict JudgeTerminal(string tenant, string? agentId, string command)
    {
        var policy = Files.Read(tenant).Policy;
        return policy.Terminals ? Judgement.Of(policy.For(agentId), command) : CommandVerdict.Allow;
    }
}
