namespace Carillon.Features.Perception;

/// <summary>What the watchers are called.</summary>
internal static class WatcherNames
{
    public const string Files = "files";
    public const string Processes = "processes";
    public const string System = "system";
    public const string Time = "time";
}
