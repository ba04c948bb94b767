using System.Diagnostics;
using PenguinMails.Identity.Tests.Fixtures;

namespace PenguinMails.Identity.Tests.SignIn;

[NonParallelizable]
[Category("Component")]
internal sealed class TimingTests : IdentityFixture
{
    private const int Rounds = 12;

    protected override bool IsHashingSlow => true;

    /// <summary>Without the decoy's work the unknown user is answered many times faster; the margin is wide for busy machines.</summary>
    [Test]
    public async Task SignIn_OfKnownAndUnknownUsers_TakesTheSameTime()
    {
        var (known, wrongCode, unknown) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            // A new user each round: failures of one would pause it.
            var user = await Server.NewUserAsync();
            known.Add(await MeasureAsync(user.Email, "wrong", "000000"));
            wrongCode.Add(await MeasureAsync(user.Email, user.Password, user.WrongCode(Server.Time.CurrentStep)));
            unknown.Add(await MeasureAsync("un" + user.Email, "wrong", "000000"));
        }

        Assert.That(Median(known) / Median(unknown), Is.InRange(0.33, 3), "wrong password");
        Assert.That(Median(wrongCode) / Median(unknown), Is.InRange(0.33, 3), "right password, wrong code");
    }

    private async Task<double> MeasureAsync(string email, string password, string code)
    {
        var clock = Stopwatch.StartNew();
        using var answer = await Server.SignInAsync(email, password, code);
        var elapsed = clock.Elapsed.TotalMilliseconds;
        await answer.ShouldBeProblemAsync(401, "invalid_credentials");
        return elapsed;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
