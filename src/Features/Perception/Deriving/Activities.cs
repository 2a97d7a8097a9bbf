namespace Carillon.Features.Perception.Deriving;

/// <summary>What a person may be doing.</summary>
internal static class Activities
{
    public const string Idle = "idle";
    public const string Meeting = "meeting";
    public const string Coding = "coding";
    public const string Browsing = "browsing";
    public const string Unknown = "unknown";
}
