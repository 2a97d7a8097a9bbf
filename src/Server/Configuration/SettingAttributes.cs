namespace Carillon.Server.Configuration;

/// <summary>
/// A setting, or every setting of a section, that a running server takes up when it changes. What does not say so needs a restart.
/// The section must be registered in FeatureRooms, with <c>Settings.OnChange</c> or <c>Settings.Reading</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class LiveAttribute : Attribute;

/// <summary>A setting inside a live section that needs a restart all the same.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NeedsRestartAttribute : Attribute;

/// <summary>A setting whose value, or each of whose values, may be a secret: it is never shown.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretAttribute : Attribute;
