using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace Carillon.Cli.Terminals;

/// <summary>
/// Ctrl-C. The first one cancels <see cref="Token"/>, unless a command has taken it over; one more after that ends the process
/// at once. SIGTERM and SIGQUIT always cancel.
/// </summary>
internal sealed class Interrupts : IDisposable
{
    // More than two in a row say nothing new.
    private readonly Channel<bool> _presses = Channel.CreateBounded<bool>(new BoundedChannelOptions(2) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _cancelled = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private bool _isTaken;

    /// <summary>Cancelled when the command is to come to its end.</summary>
    public CancellationToken Token => _cancelled.Token;

    /// <summary>Whether it was a person at the terminal who cancelled.</summary>
    public bool IsByHand { get; private set; }

    /// <summary>Begins to listen to the system.</summary>
    public static Interrupts Listen()
    {
        var interrupts = new Interrupts();
        interrupts._registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = interrupts.Press()));
        interrupts._registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => signal.Cancel = interrupts.Cancel()));
        interrupts._registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGQUIT, signal => signal.Cancel = interrupts.Cancel()));
        return interrupts;
    }

    /// <summary>From here on Ctrl-C is told by <see cref="NextAsync"/> and cancels nothing by itself.</summary>
    public void TakeOver() => Volatile.Write(ref _isTaken, true);

    /// <summary>Completes at the next Ctrl-C.</summary>
    public async Task NextAsync(CancellationToken cancellationToken) => await _presses.Reader.ReadAsync(cancellationToken);

    /// <summary>Does what a Ctrl-C does; false when the process should be left to the system.</summary>
    internal bool Press()
    {
        if (!Volatile.Read(ref _isTaken))
        {
            IsByHand = !_cancelled.IsCancellationRequested;
            return Cancel();
        }

        _presses.Writer.TryWrite(true);
        return !_cancelled.IsCancellationRequested;
    }

    private bool Cancel()
    {
        if (_cancelled.IsCancellationRequested) return false;
        _cancelled.Cancel();
        return true;
    }

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
        _cancelled.Dispose();
    }
}
