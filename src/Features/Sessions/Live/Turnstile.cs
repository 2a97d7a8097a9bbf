using System.Diagnostics.CodeAnalysis;

namespace Carillon.Features.Sessions.Live;

/// <summary>Lets one through at a time; unlike a lock it may be held over an await.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore without a wait handle holds nothing, and latecomers may still enter.")]
internal sealed class Turnstile
{
    private readonly SemaphoreSlim _free = new(1, 1);

    /// <summary>Waits its turn; dispose what it returns to let the next one through. Not to be entered twice.</summary>
    public async ValueTask<Passage> EnterAsync(CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        return new Passage(_free);
    }

    internal readonly struct Passage(SemaphoreSlim free) : IDisposable
    {
        public void Dispose() => free.Release();
    }
}
