using System.Collections.Concurrent;

namespace Carillon.Features.Agents.BuiltIn;

/// <summary>What an agent remembers from one prompt to the next.</summary>
internal sealed class AgentSession(string id, string folder)
{
    private const int MaxSteers = 32;
    private readonly Queue<string> _steers = new();
    private readonly Lock _lock = new();
    private CancellationTokenSource? _prompt;

    public string Id => id;

    public string Folder => folder;

    /// <summary>Kinds of tool that need not be asked for again, and whether they are allowed.</summary>
    public ConcurrentDictionary<string, bool> Decided { get; } = new(StringComparer.Ordinal);

    /// <summary>Words read and said so far: the nearest thing to tokens where there is no model.</summary>
    public long WordsRead { get; set; }

    public long WordsSaid { get; set; }

    public int LastToolCall { get; set; }

    /// <summary>False while a prompt runs already.</summary>
    public bool TryBegin(CancellationTokenSource prompt)
    {
        lock (_lock)
        {
            if (_prompt is not null) return false;
            _prompt = prompt;
            _steers.Clear();
            return true;
        }
    }

    /// <summary>Ends the prompt unless words still wait that were promised to be heard.</summary>
    public bool TryFinish(out string steer)
    {
        lock (_lock)
        {
            if (_steers.TryDequeue(out steer!)) return false;
            _prompt = null;
            return true;
        }
    }

    /// <summary>Ends the prompt whatever waits.</summary>
    public void End()
    {
        lock (_lock) _prompt = null;
    }

    public void Cancel()
    {
        lock (_lock) _prompt?.Cancel();
    }

    /// <summary>False when there is nothing to steer, or too much waits already.</summary>
    public bool TrySteer(string content)
    {
        lock (_lock)
        {
            if (_prompt is null || _steers.Count >= MaxSteers) return false;
            _steers.Enqueue(content);
            return true;
        }
    }
}
