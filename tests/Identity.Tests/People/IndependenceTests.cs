using PenguinMails.ServiceDefaults;

namespace PenguinMails.Identity.Tests.People;

[Category("Pure")]
public sealed class IndependenceTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Tomorrow = Now.AddDays(1);
    private static readonly DateTimeOffset Later = Now.AddDays(5);
    private static readonly Guid Ann = Guid.CreateVersion7();
    private static readonly Guid Bob = Guid.CreateVersion7();
    private static readonly Guid Cat = Guid.CreateVersion7();

    [Test]
    public void Two_OfWhomNobodyVouchedForTheOther_AreIndependent()
    {
        Assert.That(Dependence(new(Ann, []), new(Bob, [])), Is.Null);
        Assert.That(Dependence(new(Ann, []), new(Bob, [new(Cat, Tomorrow)])), Is.Null);
        Assert.That(Dependence(new(Ann, []), new(Bob, [new(Ann, Now)])), Is.Null, "that is over");
    }

    [Test]
    public void Two_OfWhomOneVouchedForTheOther_DependWhoeverAsks()
    {
        Assert.That(Dependence(new(Ann, []), new(Bob, [new(Cat, Later), new(Ann, Tomorrow)])), Is.EqualTo(Tomorrow));
    }

    [Test]
    public void Two_ForWhomOnePersonVouched_DependUntilOneOfThemIsOldEnough() =>
        Assert.That(Dependence(new(Ann, [new(Cat, Later)]), new(Bob, [new(Cat, Tomorrow)])), Is.EqualTo(Tomorrow));

    [Test]
    public void Anybody_DependsOnAChainThatIsTooLong()
    {
        Assert.That(Dependence(new(Ann, []), new(Bob, [new(Cat, Later), new(Voucher.Unknown, Tomorrow)])), Is.EqualTo(Tomorrow));
    }

    [Test]
    public void Voucher_Written_IsReadBack()
    {
        var voucher = new Voucher(Ann, Tomorrow);
        Assert.That(Voucher.Parse($"{voucher}"), Is.EqualTo(voucher));
    }

    [TestCase("")]
    [TestCase("x@1")]
    [TestCase("019ab000-0000-7000-8000-000000000000")]
    [TestCase("019ab000-0000-7000-8000-000000000000@")]
    [TestCase("019ab000-0000-7000-8000-000000000000@-1")]
    [TestCase("019ab000-0000-7000-8000-000000000000@9223372036854775807")]
    public void Voucher_ThatCannotBeRead_MayBeAnybody(string text) =>
        Assert.That(Voucher.Parse(text), Is.EqualTo(new Voucher(Voucher.Unknown, DateTimeOffset.MaxValue)));

    private static DateTimeOffset? Dependence(Vouched one, Vouched other)
    {
        var until = one.DependsUntil(other, Now);
        Assert.That(other.DependsUntil(one, Now), Is.EqualTo(until), "it is mutual");
        return until;
    }
}
