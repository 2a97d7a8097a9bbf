namespace Carillon.Contracts.Exec;

/// <summary>What someone says to a command.</summary>
public enum ExecDecision
{
    /// <summary>Yes, this time.</summary>
    AllowOnce,

    /// <summary>Yes, and the same line again in this session.</summary>
    AllowSession,

    /// <summary>Yes, and the same line from now on.</summary>
    Allowlist,

    /// <summary>No.</summary>
    Deny,
}

/// <summary>How decisions are spelt.</summary>
public static class ExecDecisions
{
    /// <summary>The word on the wire: <c>allow_once</c>, <c>allow_session</c>, <c>allowlist</c> or <c>deny</c>.</summary>
    public static string WordOf(ExecDecision decision) => decision switch
    {
        ExecDecision.AllowOnce => "allow_once",
        ExecDecision.AllowSession => "allow_session",
        ExecDecision.Allowlist => "allowlist",
        _ => "deny",
    };

    /// <summary>
    /// What a word means, in any of the spellings that Aleph's documents and code use: <c>allow-once</c>, <c>AllowOnce</c>,
    /// <c>once</c>, <c>allow-always</c>, <c>always</c> (the allow list) and so on; null for any other.
    /// </summary>
    public static ExecDecision? Find(string word) => word.Replace("-", "", StringComparison.Ordinal)
        .Replace("_", "", StringComparison.Ordinal).ToUpperInvariant() switch
    {
        "ALLOWONCE" or "ONCE" or "ALLOW" or "APPROVE" => ExecDecision.AllowOnce,
        "ALLOWSESSION" or "SESSION" => ExecDecision.AllowSession,
        "ALLOWLIST" or "ALLOWALWAYS" or "ALWAYS" => ExecDecision.Allowlist,
        "DENY" or "DENIED" or "REJECT" => ExecDecision.Deny,
        _ => null,
    };
}
