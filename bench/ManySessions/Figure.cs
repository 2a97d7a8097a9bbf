using System.Globalization;

namespace Carillon.Bench.ManySessions;

/// <summary>One measured value.</summary>
internal sealed record Figure(string Name, double Value)
{
    /// <summary>The usual places of a distribution.</summary>
    public static IEnumerable<Figure> Spread(string name, IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        if (sorted.Length == 0) throw new InvalidOperationException($"Nothing was measured for {name}.");
        yield return new Figure($"{name}.count", sorted.Length);
        yield return new Figure($"{name}.p50", sorted[sorted.Length / 2]);
        yield return new Figure($"{name}.p99", sorted[(int)(sorted.Length * 0.99)]);
        yield return new Figure($"{name}.max", sorted[^1]);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name}={Value:0.###}");
}
