namespace Carillon.Features.Perception.Recording;

/// <summary>Watches one side of the machine.</summary>
internal interface IWatcher
{
    /// <summary>What it is called.</summary>
    string Id { get; }

    /// <summary>What it watches and what it cannot tell, for people.</summary>
    IReadOnlyDictionary<string, string> Details { get; }

    /// <summary>Watches until cancelled. Any other end is a failure; a <see cref="WatcherException"/> says of what.</summary>
    Task RunAsync(WatcherReport report, CancellationToken cancellationToken);
}

/// <summary>A watcher cannot go on. The message is for whoever runs the machine.</summary>
internal sealed class WatcherException(string message, Exception? inner = null) : Exception(message, inner);
