using NUnit.Framework;
using PenguinMails.TestKit;

namespace PenguinMails.LocalComponents.Tests.TestKit;

[Category("Pure")]
public class EventuallyTests
{
    [Test]
    public async Task Async_AssertionThatFailsAtFirst_DoesNotFailTheTest()
    {
        var looks = 0;
        await Eventually.Async(() =>
        {
            Assert.That(++looks, Is.EqualTo(3));
            return true;
        });

        Assert.That(looks, Is.EqualTo(3));
    }

    [Test]
    public async Task Async_AssertionThatAlwaysFails_IsTheReasonOfTheTimeout()
    {
        var looks = 0;
        var late = await Assert.ThrowsAsync<TimeoutException>(() => Eventually.Async(
            () =>
            {
                Assert.That(++looks, Is.Zero, "looked too often");
                return true;
            },
            TimeSpan.FromMilliseconds(50)));

        Assert.That(late!.Message, Does.Contain("looked too often"));
    }
}
