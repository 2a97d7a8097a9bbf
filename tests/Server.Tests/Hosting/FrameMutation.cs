namespace Carillon.Server.Tests.Hosting;

/// <summary>Puts messages into frames as clients may, and as they may not (RFC 6455, section 5).</summary>
internal sealed class FrameMutation(Random random)
{
    /// <summary>One message in frames that keep every rule: cut anywhere, with control frames between the pieces.</summary>
    public byte[] Rightly(byte[] message)
    {
        var frames = new List<byte>();
        var first = true;
        for (var at = 0; first || at < message.Length;)
        {
            var size = random.Next(3) == 0 ? random.Next(message.Length - at + 1) : message.Length - at;
            var isLast = at + size == message.Length;
            frames.AddRange(WireFrame.Of(first ? WireFrame.TextMessage : WireFrame.Continuation, message[at..(at + size)], isLast));
            if (random.Next(6) == 0) frames.AddRange(WireFrame.Of(random.Next(2) == 0 ? WireFrame.Ping : WireFrame.Pong, new byte[random.Next(126)]));
            first = false;
            at += size;
        }

        return [.. frames];
    }

    /// <summary>Frames that break some rule, or only may.</summary>
    public byte[] Wrongly(byte[] message)
    {
        switch (random.Next(6))
        {
            case 0:
                return WireFrame.Of(random.Next(16), message, final: random.Next(2) == 0, reserved: random.Next(8) << 4);
            case 1:
                return [.. WireFrame.Head(random.Next(16), random.NextInt64(long.MinValue, long.MaxValue)), .. message];
            case 2:
                return WireFrame.Of(WireFrame.CloseConnection, message[..Math.Min(message.Length, random.Next(4))]);
            case 3:
                return WireFrame.Of(WireFrame.BinaryMessage, message, final: random.Next(2) == 0);
            case 4:
                var noise = new byte[random.Next(64)];
                random.NextBytes(noise);
                return noise;
            default:
                var frames = Rightly(message);
                frames[random.Next(Math.Min(frames.Length, 16))] ^= (byte)(1 << random.Next(8));
                return frames;
        }
    }
}
