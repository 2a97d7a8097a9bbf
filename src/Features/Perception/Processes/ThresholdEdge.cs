namespace Carillon.Features.Perception.Processes;

/// <summary>Tells of a value that it rose to a threshold, and, once it has fallen well below, that it did.</summary>
internal sealed class ThresholdEdge(double threshold, int marginPercent)
{
    private readonly HashSet<int> _above = [];

    public double Threshold => threshold;

    /// <summary>Whether a process's value just rose (true) or fell (false); null when there is nothing to tell.</summary>
    public bool? Cross(int pid, double value)
    {
        if (value >= threshold) return _above.Add(pid) ? true : null;
        if (value < threshold * (100 - marginPercent) / 100 && _above.Remove(pid)) return false;
        return null;
    }

    public void Forget(int pid) => _above.Remove(pid);
}
