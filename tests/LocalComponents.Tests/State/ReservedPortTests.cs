using NUnit.Framework;

namespace PenguinMails.LocalComponents.Tests.State;

[Category("Pure")]
public sealed class ReservedPortTests
{
    [Test]
    public void Take_ManyTimesAtOnce_GivesDifferentPorts()
    {
        var ports = new int[200];
        Parallel.For(0, ports.Length, index => ports[index] = ReservedPort.Take());
        Assert.That(ports, Is.Unique);
    }
}
