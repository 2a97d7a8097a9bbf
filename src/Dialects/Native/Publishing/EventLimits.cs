namespace Carillon.Dialects.Native.Publishing;

/// <summary>How much a publisher may say at once.</summary>
internal static class EventLimits
{
    /// <summary>Events in one atomic publish.</summary>
    public const int MaxEvents = 1000;

    /// <summary>Bytes of a body or message with one event.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>Bytes of a body or message with several.</summary>
    public const int MaxBatchBytes = 8 * 1024 * 1024;

    /// <summary>Characters of an id.</summary>
    public const int MaxIdLength = 512;

    /// <summary>Characters of a topic.</summary>
    public const int MaxTypeLength = 200;

    /// <summary>Tags, and names, of one event.</summary>
    public const int MaxLabels = 32;

    /// <summary>Characters of one tag's type or value, or of one name.</summary>
    public const int MaxLabelLength = 512;
}
