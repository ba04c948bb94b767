namespace PenguinMails.DevVault.Tests.Kv;

[Category("Component")]
internal sealed class CheckAndSetTests
{
    private const string Mismatch = "check-and-set parameter did not match the current version";
    private readonly string _path = "secret/data/" + SharedVault.NewName();

    [Test]
    public async Task Write_ManyAtOnceWithTheSameCas_HasOneWinner()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(i =>
            SharedVault.Client.WriteAsync(_path + "/race", new { options = new { cas = 0 }, data = new { i } })));

        Assert.Multiple(() =>
        {
            Assert.That(answers.Count(answer => (int)answer.Status == 200), Is.EqualTo(1));
            Assert.That(answers.Where(answer => (int)answer.Status != 200).SelectMany(answer => answer.Errors), Has.All.EqualTo(Mismatch));
        });
    }

    [Test]
    public async Task Write_ManyAtOnceWithoutCas_NumbersEachVersionOnce()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 9).Select(i => SharedVault.Client.WriteAsync(_path + "/count", new { data = new { i } })));

        Assert.That(
            answers.Select(answer => answer.Ok().Data.GetProperty("version").GetInt32()), Is.EquivalentTo(Enumerable.Range(1, 9)));
    }

    [Test]
    public async Task Write_CasAfterSoftDelete_CountsTheDeletedVersion()
    {
        var path = _path + "/gone";
        (await SharedVault.Client.WriteAsync(path, new { data = new { v = 1 } })).Ok();
        (await SharedVault.Client.DeleteAsync(path)).Ok();

        (await SharedVault.Client.WriteAsync(path, new { options = new { cas = 0 }, data = new { v = 2 } })).IsRefused(400, Mismatch);
        (await SharedVault.Client.WriteAsync(path, new { options = new { cas = 1 }, data = new { v = 2 } })).Ok();
    }

    [Test]
    public async Task Write_CasRequired_IsRefusedWithout()
    {
        var name = SharedVault.NewName();
        (await SharedVault.Client.WriteAsync("secret/metadata/" + name, new { cas_required = true })).Ok();

        (await SharedVault.Client.WriteAsync("secret/data/" + name, new { data = new { v = 1 } }))
            .IsRefused(400, "check-and-set parameter required for this call");
        (await SharedVault.Client.WriteAsync("secret/data/" + name, new { options = new { cas = 0 }, data = new { v = 1 } })).Ok();
    }

    [TestCase("\"abc\"", "error parsing check-and-set parameter")]
    [TestCase("null", Mismatch, Description = "Counts as zero, and a version exists.")]
    [TestCase("-1", Mismatch)]
    [TestCase("9", Mismatch)]
    public async Task Write_UnfitCas_IsRefused(string cas, string error)
    {
        var path = "secret/data/" + SharedVault.NewName();
        (await SharedVault.Client.WriteAsync(path, new { data = new { v = 1 } })).Ok();

        (await SharedVault.Client.WriteAsync(path, $$$"""{"options":{"cas":{{{cas}}}},"data":{}}""")).IsRefused(400, error);
    }
}
