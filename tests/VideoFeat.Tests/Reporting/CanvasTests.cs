using VideoFeat.Reporting.Figures;

namespace VideoFeat.Tests.Reporting;

public class CanvasTests
{
    private const int Black = 0;

    [Fact]
    public void A_box_on_whole_pixels_fills_just_those()
    {
        var canvas = new Canvas(6, 5);
        canvas.Fill([Box(1, 1, 4, 3)], Black);
        Assert.Equal(6, Enumerable.Range(0, 30).Count(i => canvas.Rgb[3 * i] == 0));
        Assert.Equal(24, Enumerable.Range(0, 30).Count(i => canvas.Rgb[3 * i] == 255));
        Assert.Equal(0, canvas.Rgb[3 * (6 + 1)]);
    }

    [Fact]
    public void A_pixel_is_covered_as_much_as_it_is()
    {
        var canvas = new Canvas(3, 3);
        canvas.Fill([Box(0.25, 0.5, 2, 2)], Black);
        Assert.Equal(255 * (1 - (0.75 * 0.5)), canvas.Rgb[0], 1.0);
        Assert.Equal(255 * 0.5, canvas.Rgb[3], 1.0);
        Assert.Equal(255 * 0.25, canvas.Rgb[9], 1.0);
        Assert.Equal(0, canvas.Rgb[12]);
    }

    [Fact]
    public void Holes_stay_open_and_overlaps_are_filled_once()
    {
        var canvas = new Canvas(10, 10);
        canvas.Fill([Box(0, 0, 9, 9), [.. Box(3, 3, 6, 6).Reverse()]], 0x808080);
        Assert.Equal(255, canvas.Rgb[3 * 44]);
        Assert.Equal(128, canvas.Rgb[3 * 11]);
        var twice = new Canvas(10, 10);
        twice.Fill([Box(0, 0, 9, 9), Box(3, 3, 6, 6)], 0x808080);
        Assert.Equal(128, twice.Rgb[3 * 44]);
    }

    [Fact]
    public void What_lies_outside_is_cut_off()
    {
        var canvas = new Canvas(4, 4);
        canvas.Fill([Box(-5, -5, 2, 9), Box(3, 1, 50, 2)], Black);
        Assert.Equal([0, 0, 255, 0], Enumerable.Range(0, 4).Select(x => (int)canvas.Rgb[3 * (4 + x)]));
    }

    [Fact]
    public void A_dashed_line_covers_as_much_as_its_dashes()
    {
        var canvas = new Canvas(100, 10);
        canvas.Fill(StrokeOutline.Of([new(0, 5), new(100, 5)], 2, [10, 10]), Black);
        double covered = Enumerable.Range(0, 1000).Sum(i => 1 - (canvas.Rgb[3 * i] / 255.0));
        Assert.Equal(100, covered, 0.5);
    }

    [Fact]
    public void Texts_have_outlines_within_their_width()
    {
        double width = Font.Figures.Width("Ämpere 0.5", 10);
        IReadOnlyList<Spot>[] outlines = [.. Font.Figures.Outlines("Ämpere 0.5", new Spot(100, 50), 10)];
        Assert.InRange(width, 35, 60);
        Assert.True(outlines.Length >= 14);
        Assert.All(outlines.SelectMany(o => o), p => Assert.InRange(p.X, 99, 101 + width));
        Assert.All(outlines.SelectMany(o => o), p => Assert.InRange(p.Y, 38, 54));
    }

    private static Spot[] Box(double left, double top, double right, double bottom) => [new(left, top), new(right, top), new(right, bottom), new(left, bottom)];
}
