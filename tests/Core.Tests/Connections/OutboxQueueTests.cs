using Carillon.Core.Connections;

namespace Carillon.Core.Tests.Connections;

public sealed class OutboxQueueTests
{
    [Fact]
    public void It_is_a_queue_whatever_its_ring_does()
    {
        var random = new Random(3);
        var queue = new OutboxQueue();
        var model = new Queue<Frame>();
        for (var i = 0; i < 5_000; i++)
        {
            switch (random.Next(20))
            {
                case < 10:
                    var frame = new Frame(new byte[random.Next(50)]);
                    queue.Enqueue(new OutboxItem(frame));
                    model.Enqueue(frame);
                    break;
                case < 18 when model.Count > 0:
                    Assert.Same(model.Peek(), queue.PeekFrame());
                    Assert.Same(model.Dequeue(), queue.DequeueFrame());
                    break;
                case 18:
                    queue.Replace(queue.ToList());
                    break;
                case 19 when random.Next(50) == 0:
                    while (model.Count > 0) Assert.Same(model.Dequeue(), queue.DequeueFrame());
                    queue.TrimEmpty();
                    break;
            }

            Assert.Equal(model.Count, queue.Count);
            Assert.Equal(model.Sum(frame => frame.Length), queue.Bytes);
        }

        Assert.Equal(model, queue.ToList().Select(item => item.Frame));
    }
}
