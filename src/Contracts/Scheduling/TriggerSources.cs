namespace Carillon.Contracts.Scheduling;

/// <summary>How a trigger source is written in events (seed: Aleph, cron.triggered).</summary>
public static class TriggerSources
{
    /// <summary><c>schedule</c>, <c>manual</c>, <c>chain</c> or <c>catch_up</c>.</summary>
    public static string NameOf(TriggerSource source) => source switch
    {
        TriggerSource.Schedule => "schedule",
        TriggerSource.Manual => "manual",
        TriggerSource.Chain => "chain",
        TriggerSource.CatchUp => "catch_up",
        _ => throw new ArgumentOutOfRangeException(nameof(source)),
    };
}
