using Carillon.Dialects.Diminuendo.Wire;

namespace Carillon.Dialects.Diminuendo.Messages;

/// <summary>A message that cannot be acted on.</summary>
internal sealed class MessageException(WireError error) : Exception(error.Text)
{
    /// <summary>What the peer is told.</summary>
    public WireError Error { get; } = error;
}
