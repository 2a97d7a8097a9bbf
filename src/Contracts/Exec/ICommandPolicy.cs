using Carillon.Events;

namespace Carillon.Contracts.Exec;

/// <summary>What is known of a command before anyone is asked.</summary>
public interface ICommandPolicy
{
    /// <summary>How dangerous a line is, by what a shell would run of it; what cannot be known for certain is never low.</summary>
    RiskLevel Assess(string command);

    /// <summary>
    /// What the policy says of a command that an agent wants to run in a terminal; <see cref="CommandVerdict.Allow"/> where the policy
    /// does not cover terminals. Errors: Invalid when the policy file cannot be used.
    /// </summary>
    CommandVerdict JudgeTerminal(string tenant, string? agentId, string command);
}

/// <summary>What a policy says of a command.</summary>
public enum CommandVerdict
{
    /// <summary>It may run.</summary>
    Allow,

    /// <summary>A person has to be asked.</summary>
    Ask,

    /// <summary>It may not run.</summary>
    Deny,
}
