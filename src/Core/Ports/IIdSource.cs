namespace Carillon.Core.Ports;

/// <summary>Makes ids that are not used twice.</summary>
public interface IIdSource
{
    /// <summary>A UUID in its usual form, lower case.</summary>
    string NewId();
}
