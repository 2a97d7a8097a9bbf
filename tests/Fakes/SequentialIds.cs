using System.Globalization;
using Carillon.Core.Ports;

namespace Carillon.Fakes;

/// <summary>Ids in the form of UUIDs that count up from 1, so that a test can name them.</summary>
public sealed class SequentialIds : IIdSource
{
    private long _last;

    /// <inheritdoc/>
    public string NewId() => IdOf(Interlocked.Increment(ref _last));

    /// <summary>The id that is given n-th.</summary>
    public static string IdOf(long n) => "00000000-0000-4000-8000-" + n.ToString("x12", CultureInfo.InvariantCulture);
}
