namespace Carillon.Features.Files.Tracking;

/// <summary>How many folders are listened to at once: each takes one of the few listeners that a system grants a user (inotify(7): max_user_instances).</summary>
internal sealed class ListenerSlots(int most)
{
    private int _taken;

    public bool TryTake()
    {
        if (Interlocked.Increment(ref _taken) <= most) return true;
        Release();
        return false;
    }

    public void Release() => Interlocked.Decrement(ref _taken);
}
