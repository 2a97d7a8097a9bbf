namespace Carillon.Server.Configuration.Reading;

/// <summary>What may be taken and yet may not be meant.</summary>
public static class SettingsRemarks
{
    /// <summary>What to say of settings that were put together.</summary>
    public static IEnumerable<(string Place, string Text)> Of(LoadedSettings loaded)
    {
        ArgumentNullException.ThrowIfNull(loaded);
        foreach (var (key, _) in SettingsWalk.Leaves(loaded.File))
        {
            if (loaded.OriginOf(key) is { Kind: OriginKind.Environment or OriginKind.Flag } origin) yield return (key, $"{origin.Name} wins over this");
        }
    }
}
