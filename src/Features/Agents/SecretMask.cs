namespace Carillon.Features.Agents;

/// <summary>Takes the values of configured environment variables out of what an agent prints: some of them are keys.</summary>
internal sealed class SecretMask(IEnumerable<string> values)
{
    // Shorter ones, such as "true" or "info", are words of everyday text.
    private const int ShortestSecret = 6;
    private readonly string[] _secrets =
        [.. values.Where(value => value.Length >= ShortestSecret).OrderByDescending(value => value.Length)];

    public string Apply(string text) =>
        _secrets.Aggregate(text, (masked, secret) => masked.Replace(secret, "***", StringComparison.Ordinal));
}
